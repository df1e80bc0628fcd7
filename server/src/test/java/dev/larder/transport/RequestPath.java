package dev.larder.transport;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The way from a request to one of its fields, through the first element of every list on it. */
record RequestPath(Descriptor request, List<FieldDescriptor> fields) {
  /**
   * Every field of a request, those of its messages included; messages of other packages are taken
   * as values.
   */
  static List<RequestPath> of(Descriptor request) {
    List<RequestPath> paths = new ArrayList<>();
    collect(request, request, List.of(), paths);
    return paths;
  }

  private static void collect(
      Descriptor request,
      Descriptor message,
      List<FieldDescriptor> before,
      List<RequestPath> paths) {
    for (FieldDescriptor field : message.getFields()) {
      List<FieldDescriptor> fields = new ArrayList<>(before);
      fields.add(field);
      paths.add(new RequestPath(request, List.copyOf(fields)));
      if (field.getJavaType() == JavaType.MESSAGE
          && field.getMessageType().getFile().getPackage().equals("larder.v1")) {
        collect(request, field.getMessageType(), fields, paths);
      }
    }
  }

  FieldDescriptor last() {
    return fields.get(fields.size() - 1);
  }

  /** The field itself: {@code Key.id}. */
  String fieldName() {
    return last().getContainingType().getName() + "." + last().getName();
  }

  /** The whole way: {@code GetObjectRequest.key.id}. */
  @Override
  public String toString() {
    return request.getName()
        + fields.stream().map(field -> "." + field.getName()).collect(Collectors.joining());
  }

  /** The request with another value in this field. */
  Message set(Message base, Object value) {
    return set(base, 0, value);
  }

  private Message set(Message message, int step, Object value) {
    FieldDescriptor field = fields.get(step);
    Message.Builder builder = message.toBuilder();
    if (step == fields.size() - 1) {
      return builder.setField(field, value).build();
    }
    if (field.isRepeated()) {
      Message first = (Message) builder.getRepeatedField(field, 0);
      return builder.setRepeatedField(field, 0, set(first, step + 1, value)).build();
    }
    return builder.setField(field, set((Message) builder.getField(field), step + 1, value)).build();
  }
}
