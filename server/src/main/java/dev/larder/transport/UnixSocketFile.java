package dev.larder.transport;

import java.io.IOException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/**
 * The file of a Unix domain socket: made free before the server binds it, its owner's alone from
 * then on, removed at the end. A file that a dead server left behind is removed; one that a living
 * server listens on, or that is no socket, never is.
 */
final class UnixSocketFile {
  private static final int FILE_TYPE = 0170000;
  private static final int SOCKET = 0140000;

  private final Path path;
  private @Nullable Object identity;

  private UnixSocketFile(Path path) {
    this.path = path;
  }

  /**
   * Makes the path free.
   *
   * @throws IOException when somebody listens there, or when something else than a socket is there
   */
  static UnixSocketFile prepare(Path path) throws IOException {
    if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      if (!isSocket(path)) {
        throw new IOException(path + " exists and is not a socket");
      }
      if (answers(path)) {
        throw new IOException("a server is listening on " + path + " already");
      }
      Files.delete(path);
    }
    return new UnixSocketFile(path);
  }

  /** By its mode: to Java, a FIFO or a device is as much "other" as a socket is. */
  private static boolean isSocket(Path path) throws IOException {
    Object mode = Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
    return ((Integer) mode & FILE_TYPE) == SOCKET;
  }

  private static boolean answers(Path path) throws IOException {
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      return channel.connect(UnixDomainSocketAddress.of(path));
    } catch (ConnectException e) {
      return false;
    }
  }

  /** To be called when the server has bound it: from now on its owner alone may connect. */
  void bound() throws IOException {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
    identity = attributes(path).fileKey();
  }

  /** Removes the file, unless it is another's by now. */
  void remove() throws IOException {
    if (identity != null
        && Files.exists(path, LinkOption.NOFOLLOW_LINKS)
        && identity.equals(attributes(path).fileKey())) {
      Files.delete(path);
    }
  }

  private static BasicFileAttributes attributes(Path path) throws IOException {
    return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
  }
}
