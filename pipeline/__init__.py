"""Travaux: search, cite and check policy documents.

document -> passages -> treaties, entities -> embeddings -> index -> search -> answers -> claims -> reviews
"""
