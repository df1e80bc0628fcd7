package dev.larder.integration;

import dev.larder.bootstrap.LarderServer;
import dev.larder.bootstrap.ServerSettings;
import dev.larder.client.LarderClient;
import java.nio.file.Path;
import java.util.stream.Stream;

/** A server inside this process, on a real socket and a real file. */
public final class RunningServer implements AutoCloseable {
  private final LarderServer server;

  private RunningServer(LarderServer server) {
    this.server = server;
  }

  /** Starts it; more flags as on its command line. */
  public static RunningServer start(Path dataDirectory, String... flags) {
    String[] all =
        Stream.concat(
                Stream.of("--port", "0", "--data-dir", dataDirectory.toString()), Stream.of(flags))
            .toArray(String[]::new);
    return new RunningServer(LarderServer.start(ServerSettings.fromFlags(all)));
  }

  public String target() {
    return "127.0.0.1:" + server.port();
  }

  /** The database file. */
  public Path dataFile() {
    return server.dataFile();
  }

  /** A client of it, with a minute for each call. */
  public LarderClient connect() {
    return PatientClients.connect(target());
  }

  @Override
  public void close() {
    server.close();
  }
}
