return require("deep-chain.m39")
