return require("deep-chain.m30")
