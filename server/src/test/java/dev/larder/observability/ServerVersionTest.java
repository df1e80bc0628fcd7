package dev.larder.observability;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class ServerVersionTest {
  @Test
  void current_asBuilt_isAVersionNumber() {
    String version = ServerVersion.current().toString();

    assertTrue(version.matches("\\d+\\.\\d+\\.\\d+(-SNAPSHOT)?"), version);
  }
}
