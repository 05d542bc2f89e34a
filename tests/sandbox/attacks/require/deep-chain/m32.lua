return require("deep-chain.m33")
