return require("deep-chain.m36")
