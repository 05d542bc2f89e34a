return require("deep-chain.m32")
