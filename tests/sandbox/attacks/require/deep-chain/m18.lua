return require("deep-chain.m19")
