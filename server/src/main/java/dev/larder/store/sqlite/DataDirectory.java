package dev.larder.store.sqlite;

import dev.larder.store.StoreOpenException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The directory of the database file, held by one server at a time. The lock is the operating
 * system's, on a file of its own, so that it is gone with the process, however that ends; the file
 * holds the process id of its holder, for the error message of the next one.
 */
final class DataDirectory implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(DataDirectory.class);
  private static final String LOCK_NAME = "larder.lock";

  /**
   * Held by this process. On POSIX systems closing any channel of the lock file would drop the
   * process's lock on it, so a second holder must be turned away before it opens one.
   */
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private final Path directory;
  private final FileChannel channel;
  private final FileLock lock;

  private DataDirectory(Path directory, FileChannel channel, FileLock lock) {
    this.directory = directory;
    this.channel = channel;
    this.lock = lock;
  }

  /**
   * Makes the directory, readable by its owner alone, unless it is there, and locks it.
   *
   * @throws StoreOpenException when it cannot be made or written, or another server holds it
   */
  static DataDirectory hold(Path directory) {
    try {
      create(directory);
      return holdOnce(directory.toRealPath());
    } catch (IOException e) {
      throw new StoreOpenException(
          "The data directory %s cannot be used: %s%s".formatted(directory, reason(e), advice(e)),
          e);
    }
  }

  private static String advice(IOException failure) {
    return failure instanceof AccessDeniedException
        ? ". Choose another one, or give the user that runs Larder the right to write there."
        : ". Choose another one, or mend that.";
  }

  private static void create(Path directory) throws IOException {
    if (Files.exists(directory) && !Files.isDirectory(directory)) {
      throw new FileSystemException(directory.toString(), null, "it is not a directory");
    }
    Files.createDirectories(directory, ownerOnly(directory, "rwx------"));
  }

  /**
   * Makes an empty file that only its owner may read; the files that SQLite makes beside it take
   * its permissions.
   */
  static void createFile(Path file) throws IOException {
    Files.createFile(file, ownerOnly(file, "rw-------"));
  }

  private static FileAttribute<?>[] ownerOnly(Path path, String permissions) {
    return path.getFileSystem().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        }
        : new FileAttribute<?>[0];
  }

  private static DataDirectory holdOnce(Path directory) throws IOException {
    if (!HELD.add(directory)) {
      throw inUse(directory, Long.toString(ProcessHandle.current().pid()));
    }
    try {
      return lock(directory);
    } catch (IOException | RuntimeException e) {
      HELD.remove(directory);
      throw e;
    }
  }

  private static DataDirectory lock(Path directory) throws IOException {
    Path file = directory.resolve(LOCK_NAME);
    if (Files.notExists(file)) {
      createFile(file);
    }
    FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
    try {
      FileLock lock = channel.tryLock();
      if (lock == null) {
        throw inUse(directory, readHolder(channel));
      }
      writeHolder(channel);
      return new DataDirectory(directory, channel, lock);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private static StoreOpenException inUse(Path directory, String holder) {
    return new StoreOpenException(
        "Another Larder server%s uses the data directory %s. Stop it, or choose another directory."
            .formatted(holder.isEmpty() ? "" : " (process " + holder + ")", directory));
  }

  private static String readHolder(FileChannel channel) throws IOException {
    ByteBuffer text = ByteBuffer.allocate(32);
    channel.read(text, 0);
    return new String(text.array(), 0, text.position(), StandardCharsets.US_ASCII).strip();
  }

  private static void writeHolder(FileChannel channel) throws IOException {
    String holder = ProcessHandle.current().pid() + "\n";
    channel.truncate(0);
    channel.write(ByteBuffer.wrap(holder.getBytes(StandardCharsets.US_ASCII)), 0);
  }

  private static String reason(IOException failure) {
    // The message of these two is a path alone.
    if (failure instanceof AccessDeniedException) {
      return "permission denied for " + failure.getMessage();
    }
    if (failure instanceof NoSuchFileException) {
      return failure.getMessage() + " cannot be made";
    }
    return String.valueOf(failure.getMessage());
  }

  /**
   * Lets go. The lock file stays: deleting it would let two servers lock two files of that name.
   */
  @Override
  public void close() {
    try (channel) {
      channel.truncate(0);
      lock.release();
    } catch (IOException e) {
      log.warn("The lock of the data directory was not let go in order", e);
    } finally {
      HELD.remove(directory);
    }
  }
}
