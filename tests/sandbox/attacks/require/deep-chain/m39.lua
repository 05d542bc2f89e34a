return require("deep-chain.m40")
