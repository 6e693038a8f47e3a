import { pythonSuite } from "./suite.js";

pythonSuite("death", 6);
