package dev.larder.cli;

import dev.larder.client.Key;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Parameters;

/** One or more keys of one kind. */
final class KeysArguments {
  @Parameters(
      index = "0",
      paramLabel = "NAMESPACE",
      description = "The tenant: a workspace, a customer.")
  private @Nullable String namespace;

  @Parameters(
      index = "1",
      paramLabel = "KIND",
      description = "The type of the objects: users, messages.")
  private @Nullable String kind;

  @Parameters(
      index = "2..*",
      arity = "1..*",
      paramLabel = "ID",
      description = "The objects within their kind.")
  private List<String> ids = new ArrayList<>();

  List<Key> keys() {
    return ids.stream()
        .map(id -> Key.of(String.valueOf(namespace), String.valueOf(kind), id))
        .toList();
  }
}
