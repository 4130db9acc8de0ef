// unpacked by CommandResolverTests
