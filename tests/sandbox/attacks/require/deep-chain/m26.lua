return require("deep-chain.m27")
