package dev.larder.transport;

import io.grpc.BindableService;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.protobuf.services.HealthStatusManager;
import java.util.List;

/**
 * What grpc.health.v1 tells about the server as a whole (the empty name) and about each service:
 * NOT_SERVING until {@link #serving} and from {@link #draining} on.
 *
 * <p>Thread-safe.
 */
final class HealthStatus {
  private final HealthStatusManager manager = new HealthStatusManager();
  private final List<String> services;

  HealthStatus(List<String> services) {
    this.services = services;
    set(ServingStatus.NOT_SERVING);
  }

  BindableService service() {
    return manager.getHealthService();
  }

  void serving() {
    set(ServingStatus.SERVING);
  }

  /** For good. */
  void draining() {
    manager.enterTerminalState();
  }

  private void set(ServingStatus status) {
    manager.setStatus(HealthStatusManager.SERVICE_NAME_ALL_SERVICES, status);
    services.forEach(service -> manager.setStatus(service, status));
  }
}
