return require("deep-chain.m29")
