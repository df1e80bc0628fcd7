package dev.larder.cli.console;

import java.io.EOFException;
import java.io.IOException;
import java.io.Serial;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A file cannot be read or written; the message names it as the user did, and says why. */
public final class FileFailure extends IOException {
  @Serial private static final long serialVersionUID = 1L;

  private FileFailure(String message, IOException cause) {
    super(message, cause);
  }

  /** What happened to this file. */
  public static FileFailure of(String file, IOException cause) {
    return cause instanceof FileFailure known
        ? known
        : new FileFailure(file + ": " + reason(file, cause), cause);
  }

  /** What happened to this file. */
  public static FileFailure of(Path file, IOException cause) {
    return of(file.toString(), cause);
  }

  /** What happened to the file that the failure itself names, if it does. */
  public static IOException of(IOException failure) {
    return failure instanceof FileSystemException known && known.getFile() != null
        ? of(known.getFile(), known)
        : failure;
  }

  private static String reason(String file, IOException cause) {
    if (cause instanceof NoSuchFileException) {
      return absence(Path.of(file).toAbsolutePath().getParent());
    }
    if (cause instanceof AccessDeniedException) {
      return "permission denied";
    }
    if (cause instanceof EOFException) {
      return "it ends too early";
    }
    return cause instanceof FileSystemException known && known.getReason() != null
        ? known.getReason()
        : String.valueOf(cause.getMessage());
  }

  private static String absence(@Nullable Path folder) {
    return folder == null || Files.isDirectory(folder)
        ? "no such file"
        : "there is no folder " + folder;
  }
}
