return require("deep-chain.m38")
