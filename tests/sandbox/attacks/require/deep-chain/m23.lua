return require("deep-chain.m24")
