import { toReportData } from "../report-data";
import { textWriter } from "./writer";

/** The data of a report; the host puts them into a page. */
export const report = textWriter((problem) => JSON.stringify(toReportData(problem, "", new Date())));
