package dev.larder.client;

import java.util.regex.Pattern;

/** Where a server listens: "host:port", "[ipv6]:port" or "unix:/path". */
final class Target {
  private static final Pattern HOST_AND_PORT =
      Pattern.compile("(\\[[0-9A-Fa-f:.]+(?:%\\w+)?]|[^:/\\s\\[\\]]+):(\\d{1,5})");
  private static final int LARGEST_PORT = 65_535;

  private Target() {}

  /** The same as a target that gRPC resolves. */
  static String parse(String target) {
    if (target.startsWith("unix:/")) {
      return target;
    }
    var parts = HOST_AND_PORT.matcher(target);
    if (!parts.matches() || !isPort(Integer.parseInt(parts.group(2)))) {
      throw new IllegalArgumentException(
          "target must be host:port, [ipv6]:port or unix:/absolute/path, not \"" + target + "\"");
    }
    return "dns:///" + escaped(target);
  }

  /** gRPC takes the target for a URI, whose path may hold neither brackets nor a bare percent. */
  private static String escaped(String hostAndPort) {
    return hostAndPort.replace("%", "%25").replace("[", "%5B").replace("]", "%5D");
  }

  private static boolean isPort(int number) {
    return number >= 1 && number <= LARGEST_PORT;
  }
}
