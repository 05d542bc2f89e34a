return require("deep-chain.m21")
