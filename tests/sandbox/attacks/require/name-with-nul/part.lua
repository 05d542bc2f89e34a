return "read"
