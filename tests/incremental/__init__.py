"""A build after random changes beside a build from nothing: the same files, the same findings."""
