package dev.larder.cli;

import dev.larder.client.Key;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Parameters;

/** The three parts of one key. */
final class KeyArguments {
  @Parameters(
      index = "0",
      paramLabel = "NAMESPACE",
      description = "The tenant: a workspace, a customer.")
  private @Nullable String namespace;

  @Parameters(
      index = "1",
      paramLabel = "KIND",
      description = "The type of the object: users, messages.")
  private @Nullable String kind;

  @Parameters(index = "2", paramLabel = "ID", description = "The object within its kind.")
  private @Nullable String id;

  Key key() {
    return Key.of(String.valueOf(namespace), String.valueOf(kind), String.valueOf(id));
  }
}
