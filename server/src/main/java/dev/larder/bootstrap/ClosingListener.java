package dev.larder.bootstrap;

import com.google.inject.spi.ProvisionListener;
import dev.larder.concurrent.ResourceStack;

/**
 * Notes everything closeable that the injector makes, in the order in which it was made. A thing is
 * made after what it needs, so closing in the reverse order never takes away what is still in use;
 * and what a failed start has made is known too.
 */
final class ClosingListener implements ProvisionListener {
  private final ResourceStack resources;

  ClosingListener(ResourceStack resources) {
    this.resources = resources;
  }

  @Override
  public <T> void onProvision(ProvisionInvocation<T> provision) {
    if (provision.provision() instanceof AutoCloseable closeable) {
      resources.add(closeable);
    }
  }
}
