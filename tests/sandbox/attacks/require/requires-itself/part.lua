return require("requires-itself.part")
