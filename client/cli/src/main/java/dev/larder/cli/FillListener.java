package dev.larder.cli;

import dev.larder.cli.console.Console;
import dev.larder.client.Key;
import dev.larder.client.LarderException;
import dev.larder.client.LarderListener;
import java.util.Optional;

/** Warns of what a fill does without the cache. Thread-safe. */
final class FillListener implements LarderListener {
  private final Console console;
  private final String target;
  private final ValueOptions.Form form;

  /** Of a fill by the server at {@code target}, whose command prints {@code form}. */
  FillListener(Console console, String target, ValueOptions.Form form) {
    this.console = console;
    this.target = target;
    this.form = form;
  }

  @Override
  public void cacheReadFailed(Key key, LarderException failure) {
    ServerFailure failed = ServerFailure.of(failure, target);
    console.errorLine("larder: running the command without the cache: " + failed.what());
    failed.advice().ifPresent(console::errorLine);
  }

  @Override
  public void cacheWriteFailed(Key key, LarderException failure) {
    console.errorLine("larder: not stored: " + ServerFailure.of(failure, target).what());
    advice(failure).ifPresent(console::errorLine);
  }

  private Optional<String> advice(LarderException failure) {
    return switch (failure.reason()) {
      case "JSON_INVALID" -> ofForm(failure);
      case "VALUE_TOO_LARGE" ->
          Optional.of("larder-server --max-payload-bytes says how much it takes.");
      default -> Optional.empty();
    };
  }

  private Optional<String> ofForm(LarderException failure) {
    if (form != ValueOptions.Form.AUTO) {
      return Optional.empty();
    }
    boolean wasJson =
        failure.violations().stream()
            .anyMatch(violation -> violation.field().endsWith("payload.json"));
    return Optional.of(
        wasJson
            ? "It begins like JSON. To store it as it is say --as data."
            : "It does not begin like an object or an array. If it is JSON say --as json.");
  }
}
