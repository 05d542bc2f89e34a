return require("deep-chain.m8")
