"""What confines a process: user, file system, system calls, resources, its scratch folder."""
