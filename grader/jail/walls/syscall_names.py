"""The system calls by name, grouped by their purpose or their danger."""

from __future__ import annotations

ALLOWED = {
    "reading files": (
        "_llseek access chdir close close_range copy_file_range dup dup2 dup3 faccessat "
        "faccessat2 fchdir fdatasync flock fstat fstat64 fstatat64 fstatfs fstatfs64 "
        "fsync getcwd getdents getdents64 lseek lstat lstat64 newfstatat pipe pipe2 pread64 "
        "preadv read readlink readlinkat readv sendfile sendfile64 stat stat64 "
        "statfs statfs64 statx umask"
    ),
    "writing to what is open": "pwrite64 pwritev pwritev2 write writev",
    "waiting": (
        "_newselect epoll_create epoll_create1 epoll_ctl epoll_pwait epoll_pwait2 epoll_wait "
        "eventfd eventfd2 pause poll ppoll pselect6 select timerfd_create timerfd_gettime "
        "timerfd_settime"
    ),
    "memory": "brk get_mempolicy madvise mbind membarrier mprotect mremap msync munmap",
    "threads": (
        "arch_prctl exit exit_group futex futex_time64 futex_waitv get_robust_list "
        "get_thread_area getcpu getpgid getpgrp getpid getppid getsid gettid restart_syscall rseq "
        "sched_get_priority_max sched_get_priority_min sched_getaffinity sched_getattr "
        "sched_getparam sched_getscheduler sched_yield set_robust_list set_thread_area "
        "set_tid_address wait4 waitid waitpid"
    ),
    "time": (
        "alarm clock_getres clock_gettime clock_gettime64 clock_nanosleep getitimer gettimeofday "
        "nanosleep setitimer time timer_create timer_delete timer_getoverrun timer_gettime "
        "timer_settime times"
    ),
    "signals to oneself": (
        "rt_sigaction rt_sigpending rt_sigprocmask rt_sigreturn rt_sigsuspend rt_sigtimedwait "
        "sigaltstack signalfd signalfd4"
    ),
    "asking": (
        "capget getegid geteuid getgid getgroups getpriority getrandom getresgid getresuid "
        "getrlimit getrusage getuid setrlimit sysinfo ugetrlimit uname"
    ),
}

REFUSED = {
    "new processes and programs": "execve execveat fork vfork",
    "sockets of every family": (
        "accept accept4 bind connect getpeername getsockname getsockopt listen recvfrom recvmmsg "
        "recvmsg sendmmsg sendmsg sendto setsockopt shutdown socket socketcall socketpair"
    ),
    "other processes: their memory, descriptors, signals and scheduling": (
        "ioprio_set kcmp migrate_pages move_pages pidfd_getfd pidfd_open pidfd_send_signal "
        "process_madvise process_mrelease process_vm_readv process_vm_writev ptrace "
        "rt_sigqueueinfo rt_tgsigqueueinfo sched_setaffinity sched_setattr sched_setparam "
        "sched_setscheduler setpgid setpriority setsid tkill"
    ),
    "the kernel's less guarded parts": (
        "add_key bpf io_cancel io_destroy io_getevents io_setup io_submit io_uring_enter "
        "io_uring_register io_uring_setup keyctl landlock_add_rule landlock_create_ruleset "
        "landlock_restrict_self modify_ldt perf_event_open personality request_key seccomp "
        "set_mempolicy splice tee userfaultfd vmsplice"
    ),
    "what tells, or decides, which files were read lately: so one child could tell the next": (
        "cachestat fadvise64 mincore preadv2 readahead"
    ),
    "the view of the file system": (
        "chroot fsconfig fsmount fsopen fspick mount mount_setattr move_mount name_to_handle_at "
        "open_by_handle_at open_tree pivot_root quotactl quotactl_fd setns statmount umount "
        "umount2 unshare"
    ),
    "the machine": (
        "acct adjtimex clock_adjtime clock_settime delete_module finit_module init_module ioperm "
        "iopl kexec_file_load kexec_load reboot setdomainname sethostname settimeofday stime "
        "swapoff swapon syslog vhangup"
    ),
    "another identity": (
        "capset setfsgid setfsgid32 setfsuid setfsuid32 setgid setgid32 setgroups setgroups32 "
        "setregid setregid32 setresgid setresgid32 setresuid setresuid32 setreuid setreuid32 "
        "setuid setuid32"
    ),
    "what outlives the process, or is counted by no limit": (
        "fanotify_init fanotify_mark inotify_add_watch inotify_init inotify_init1 "
        "inotify_rm_watch memfd_create memfd_secret mlock mlock2 mlockall mq_getsetattr mq_notify "
        "mq_open mq_timedreceive mq_timedsend mq_unlink msgctl msgget msgrcv msgsnd munlock "
        "munlockall semctl semget semop semtimedop shmat shmctl shmdt shmget"
    ),
    "files' modes, owners, times and attributes, which Landlock leaves alone": (
        "chmod chown fchmod fchmodat fchmodat2 fchown fchownat fremovexattr fsetxattr futimesat "
        "lchown lremovexattr lsetxattr removexattr setxattr truncate utime utimensat utimes"
    ),
    "what is no plain file: a trap for whoever walks the scratch folder": (
        "link linkat mknod mknodat symlink symlinkat"
    ),
}
