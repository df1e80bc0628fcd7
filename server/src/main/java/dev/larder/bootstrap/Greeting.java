package dev.larder.bootstrap;

import dev.larder.observability.ServerVersion;
import dev.larder.store.sqlite.SqliteStoreConfig.Durability;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a server says of itself when it has started.
 *
 * @param address {@code host:port}, as a client on this machine writes it
 * @param unixSocket null: none
 */
record Greeting(
    ServerVersion version,
    String address,
    @Nullable Path unixSocket,
    Path dataFile,
    Durability durability) {

  static Greeting of(LarderServer server, Durability durability) {
    return new Greeting(
        ServerVersion.current(),
        address(server.host(), server.port()),
        server.unixSocket(),
        server.dataFile().toAbsolutePath(),
        durability);
  }

  /**
   * An address that listens on all interfaces is reached by the name of this machine; an IPv6
   * address needs brackets.
   */
  static String address(String host, int port) {
    return switch (host) {
      case "0.0.0.0", "::" -> "localhost:" + port;
      default -> (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    };
  }

  /**
   * Lines for people.
   *
   * @param larderIsOnThePath whether the command line can be called by its bare name
   */
  String text(boolean larderIsOnThePath) {
    String hint =
        larderIsOnThePath ? "" : "\n('make install PREFIX=DIR' puts larder into DIR/bin.)\n";
    return """
        Larder %s is ready.
          listens on  %s%s
          file        %s
          durability  %s

        Try it:
          larder --target %s put demo users u1 '{"name":"Ada"}'
          grpcurl -plaintext -d '{"key":{"namespace":"demo","kind":"users","id":"u1"}}' %s larder.v1.CacheService/GetObject
        """
            .formatted(
                version,
                address,
                unixSocket == null ? "" : " and unix:" + unixSocket,
                dataFile,
                promise(),
                address,
                address)
        + hint;
  }

  private String promise() {
    return switch (durability) {
      case PROCESS ->
          "process: an acknowledged write survives the death of the process (for power cuts: --durability power)";
      case POWER -> "power: an acknowledged write survives a power cut";
    };
  }

  /** One line for the log. */
  String line() {
    return "Larder %s listens on %s%s, file %s, durability %s"
        .formatted(
            version,
            address,
            unixSocket == null ? "" : " and unix:" + unixSocket,
            dataFile,
            durability.name().toLowerCase(Locale.ROOT));
  }
}
