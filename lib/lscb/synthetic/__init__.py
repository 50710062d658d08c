"""Records of boards that do not exist, for demonstrations and tests."""
