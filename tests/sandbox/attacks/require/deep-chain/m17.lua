return require("deep-chain.m18")
