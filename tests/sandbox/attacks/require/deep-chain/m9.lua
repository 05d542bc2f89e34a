return require("deep-chain.m10")
