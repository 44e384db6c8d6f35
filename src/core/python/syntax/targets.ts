import { message } from "../../messages/index.ts";
import type { Expression, SyntaxProblem } from "./ast.ts";

/** Why `target` can't be assigned to, or null if it can, or might once what is broken in it is written. */
export function checkTarget(target: Expression): SyntaxProblem | null {
  const { start, end } = target;
  switch (target.kind) {
    case "Name":
    case "Attribute":
    case "Subscript":
    case "ErrorExpression":
      return null;
    case "Starred":
      return checkTarget(target.value);
    case "Tuple":
    case "List":
      for (const element of target.elts) {
        const problem = checkTarget(element);
        if (problem !== null) return problem;
      }
      return null;
    case "Call":
      return { start, end, message: message("syntaxAssignToCall") };
    case "Int":
    case "Float":
    case "Complex":
    case "String":
    case "Bytes":
    case "True":
    case "False":
    case "None":
    case "Ellipsis":
    case "JoinedStr":
    case "TemplateStr":
      return { start, end, message: message("syntaxAssignToConstant") };
    default:
      return { start, end, message: message("syntaxAssignToExpression") };
  }
}
