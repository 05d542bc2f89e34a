return "bottom"
