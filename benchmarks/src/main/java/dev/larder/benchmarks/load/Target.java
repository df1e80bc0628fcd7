package dev.larder.benchmarks.load;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;

/**
 * Where a server listens.
 *
 * @param address of its socket, on this machine
 * @param uri as h2load takes it
 */
public record Target(SocketAddress address, String uri) {
  /** A port on the loopback interface. */
  public static Target port(int port) {
    return new Target(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), port), "http://127.0.0.1:" + port);
  }

  /** Without a scheme, as clients of gRPC take it. */
  public String name() {
    return uri.replace("http://", "");
  }

  /** A Unix domain socket. */
  public static Target unix(Path path) {
    return new Target(UnixDomainSocketAddress.of(path), "unix:" + path);
  }
}
