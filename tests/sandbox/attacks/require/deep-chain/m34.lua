return require("deep-chain.m35")
