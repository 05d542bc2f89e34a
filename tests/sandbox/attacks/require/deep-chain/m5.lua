return require("deep-chain.m6")
