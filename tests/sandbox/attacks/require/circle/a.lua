return require("circle.b")
