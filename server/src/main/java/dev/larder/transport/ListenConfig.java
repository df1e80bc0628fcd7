package dev.larder.transport;

import dev.larder.config.Setting;
import dev.larder.config.SettingTypes;
import dev.larder.config.SettingValues;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the server listens.
 *
 * @param host name or address of the TCP listener
 * @param port of the TCP listener; 0: any free one
 * @param unixSocket path of the Unix domain socket; null: none
 */
public record ListenConfig(String host, int port, @Nullable Path unixSocket) {
  private static final String GROUP = "Listening";

  /**
   * What the kernel's address structure holds, less its final NUL; the smallest of the systems we
   * run on.
   */
  private static final int LONGEST_SOCKET_PATH = 103;

  static final Setting<String> HOST =
      SettingTypes.text(
          "host",
          GROUP,
          "The address on which the server listens for TCP. Any other than loopback also needs"
              + " allow-plaintext-beyond-loopback.",
          "HOST",
          "127.0.0.1");
  static final Setting<Integer> PORT =
      SettingTypes.integer(
          "port", GROUP, "The TCP port; 0 takes any that is free.", 7070, 0, 65_535);
  static final Setting<Path> UNIX_SOCKET =
      SettingTypes.path(
          "unix-socket",
          GROUP,
          "A Unix domain socket on which the server listens besides TCP, for its own user alone. None"
              + " by default.",
          "",
          null);
  static final Setting<Boolean> ALLOW_PLAINTEXT_BEYOND_LOOPBACK =
      SettingTypes.truth(
          "allow-plaintext-beyond-loopback",
          GROUP,
          "Listen on an address that other machines can reach, although nothing is encrypted and"
              + " nobody is asked who they are.",
          false);

  static final List<Setting<?>> SETTINGS =
      List.of(HOST, PORT, UNIX_SOCKET, ALLOW_PLAINTEXT_BEYOND_LOOPBACK);

  static ListenConfig from(SettingValues values) {
    String host = values.get(HOST);
    if (!values.get(ALLOW_PLAINTEXT_BEYOND_LOOPBACK)) {
      requireLoopback(host);
    }
    return new ListenConfig(host, values.get(PORT), shortEnough(values.find(UNIX_SOCKET)));
  }

  private static void requireLoopback(String host) {
    try {
      if (!InetAddress.getByName(host).isLoopbackAddress()) {
        throw new IllegalArgumentException(
            "host: "
                + host
                + " can be reached by other machines, and nothing is encrypted. Listen on 127.0.0.1,"
                + " or set allow-plaintext-beyond-loopback to true if the network is trusted");
      }
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("host: " + host + " is not known", e);
    }
  }

  private static @Nullable Path shortEnough(@Nullable Path path) {
    if (path == null) {
      return null;
    }
    Path absolute = path.toAbsolutePath();
    int length = absolute.toString().getBytes(StandardCharsets.UTF_8).length;
    if (length > LONGEST_SOCKET_PATH) {
      throw new IllegalArgumentException(
          "unix-socket: the path has " + length + " bytes; at most " + LONGEST_SOCKET_PATH);
    }
    return absolute;
  }
}
