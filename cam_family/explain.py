def explain(*f): pass
