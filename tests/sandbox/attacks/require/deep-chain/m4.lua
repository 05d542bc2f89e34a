return require("deep-chain.m5")
