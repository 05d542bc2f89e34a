return require("deep-chain.m26")
