"""Other people's statistics: what DfE, ONS and boards have published, figure by figure."""
