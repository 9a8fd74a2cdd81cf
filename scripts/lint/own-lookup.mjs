// A lint rule: no name that may come from outside finds anything in an object's prototype.
//
//   record[name]      where name is any string: "constructor" and "toString" are found in every object
//   name in record    the same
//
// Such a name goes through a Map, Object.hasOwn or own(record, name) of src/core/own.ts. Names that the types know one
// by one ("dx" | "dout", keyof T) are fine, and so are numbers. What is only written finds nothing.
import ts from "typescript";

export const ownLookup = {
  meta: {
    type: "problem",
    docs: { description: "Names from outside may not reach an object's prototype" },
    schema: [],
    messages: {
      member:
        'Expected a name that the types know, got any string: it may be "constructor". Use own(record, name) or a Map.',
      in: 'Expected a name that the types know, got any string: "constructor" is in every object. Use Object.hasOwn.',
    },
  },
  create(context) {
    const services = context.sourceCode.parserServices; // of a parser that was given a project
    const typeOf = (node) => services.getTypeAtLocation(node);

    return {
      MemberExpression(node) {
        if (!node.computed || isWritten(node)) return;
        if (isAnyString(typeOf(node.property))) context.report({ node: node.property, messageId: "member" });
      },
      BinaryExpression(node) {
        if (node.operator !== "in" || node.left.type === "PrivateIdentifier") return;
        if (isAnyString(typeOf(node.left))) context.report({ node, messageId: "in" });
      },
    };

    /** Whether values of a type are strings that the type does not tell one by one. */
    function isAnyString(type) {
      if (type.isUnion()) return type.types.some(isAnyString);
      if (type.flags & (ts.TypeFlags.Any | ts.TypeFlags.Unknown)) return true;
      if (type.flags & ts.TypeFlags.TypeParameter) {
        const constraint = declaredConstraint(type);
        return constraint !== undefined && isAnyString(constraint);
      }
      return (type.flags & (ts.TypeFlags.String | ts.TypeFlags.TemplateLiteral)) !== 0;
    }

    /** What a type parameter extends, as it is written: keyof T knows its names, whatever T is; resolved it is any key. */
    function declaredConstraint(type) {
      const declaration = type.symbol?.declarations?.find(ts.isTypeParameterDeclaration);
      const written = declaration?.constraint;
      return written ? services.program.getTypeChecker().getTypeFromTypeNode(written) : type.getConstraint();
    }

    /** `record[name] = value`, `delete record[name]`: nothing is read. */
    function isWritten(node) {
      const { parent } = node;
      if (parent.type === "AssignmentExpression") return parent.left === node && parent.operator === "=";
      return parent.type === "UnaryExpression" && parent.operator === "delete";
    }
  },
};
