package dev.larder.integration;

import dev.larder.client.LarderClient;
import java.time.Duration;

/** Clients whose first call may take as long as a cold JVM on a loaded machine needs. */
final class PatientClients {
  private static final Duration DEADLINE = Duration.ofMinutes(1);

  private PatientClients() {}

  static LarderClient connect(String target) {
    return LarderClient.builder().target(target).deadline(DEADLINE).build();
  }
}
