return require("deep-chain.m23")
