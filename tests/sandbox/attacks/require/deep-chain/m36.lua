return require("deep-chain.m37")
