return require("deep-chain.m12")
