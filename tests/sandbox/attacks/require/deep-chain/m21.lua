return require("deep-chain.m22")
