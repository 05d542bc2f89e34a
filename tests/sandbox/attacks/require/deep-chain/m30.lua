return require("deep-chain.m31")
