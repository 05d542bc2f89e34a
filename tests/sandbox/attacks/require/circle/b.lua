return require("circle.a")
