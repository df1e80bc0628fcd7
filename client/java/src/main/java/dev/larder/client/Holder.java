package dev.larder.client;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** The name by which people find the process that asks the origin. */
final class Holder {
  /** "host:pid". */
  static final String OF_THIS_PROCESS = host() + ":" + ProcessHandle.current().pid();

  private Holder() {}

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException unnamed) {
      return "localhost";
    }
  }
}
